import type { ExportTools } from "./ExportMenu";
import { fileOf } from "./names";
import { clamped, pictureSvg, pngOf, WIDTHS_PX, type PictureStyle } from "./pictures";
import { save } from "./save";
import type { CarbonLabels } from "./structurePicture";
import { useExportStyle } from "./style";
import { zipOf, type NamedFile } from "./zip";

/** Structure, spectrum or both as a picture of the chosen width; those of several molecules in a ZIP archive. */
export function PicturePart({ tools }: { tools: ExportTools }) {
  const [{ picture }, set] = useExportStyle();
  const change = (one: Partial<PictureStyle>) => set({ picture: { ...picture, ...one } });
  const saveAs = async (ending: "svg" | "png") => {
    try {
      const states = tools.states();
      const files: { name: string; content: Blob }[] = [];
      for (const state of states) {
        const svg = pictureSvg(state, picture);
        const content = ending === "png" ? await pngOf(svg) : new Blob([svg], { type: "image/svg+xml" });
        files.push({ name: fileOf([state], picture.what, ending), content });
        if (states.length > 1) tools.say(`${files.length} of ${states.length} pictures made.`);
      }
      if (files.length === 1) save(files[0]!.name, files[0]!.content);
      else save(fileOf(states, picture.what, "zip"), zipOf(await Promise.all(files.map(read))));
    } catch {
      tools.say("This browser could not make the picture. Save it as SVG.");
    }
  };
  return (
    <fieldset>
      <legend>Picture</legend>
      <label>
        Of{" "}
        <select value={picture.what} onChange={(event) => change({ what: event.currentTarget.value as PictureStyle["what"] })}>
          <option value="both">structure and spectrum</option>
          <option value="structure">structure</option>
          <option value="spectrum">spectrum</option>
        </select>
      </label>
      <label>
        Labels{" "}
        <select value={picture.labels} onChange={(event) => change({ labels: event.currentTarget.value as CarbonLabels })}>
          <option value="shifts">shifts</option>
          <option value="numbers">numbers</option>
          <option value="both">numbers and shifts</option>
          <option value="none">none</option>
        </select>
      </label>
      <label>
        Width in px{" "}
        <input
          type="number"
          min={WIDTHS_PX.least}
          max={WIDTHS_PX.most}
          value={picture.widthPx}
          onChange={(event) => change({ widthPx: clamped(event.currentTarget.valueAsNumber) })}
        />
      </label>
      <label>
        <input
          type="checkbox"
          checked={picture.ground === null}
          onChange={(event) => change({ ground: event.currentTarget.checked ? null : "white" })}
        />{" "}
        Transparent
      </label>
      <button type="button" onClick={() => void saveAs("svg")}>
        Save SVG
      </button>
      <button type="button" onClick={() => void saveAs("png")}>
        Save PNG
      </button>
    </fieldset>
  );
}

async function read({ name, content }: { name: string; content: Blob }): Promise<NamedFile> {
  return { name, content: new Uint8Array(await content.arrayBuffer()) };
}
