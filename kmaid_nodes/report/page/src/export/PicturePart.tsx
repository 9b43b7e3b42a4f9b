import type { ExportTools } from "./ExportMenu";
import { fileOf } from "./names";
import { clamped, pictureSvg, pngOf, WIDTHS_PX, type PictureStyle } from "./pictures";
import { save } from "./save";
import type { CarbonLabels } from "./structurePicture";
import { useExportStyle } from "./style";

/** Structure, spectrum or both as a picture of the chosen width; one file for each molecule. */
export function PicturePart({ tools }: { tools: ExportTools }) {
  const [{ picture }, set] = useExportStyle();
  const change = (one: Partial<PictureStyle>) => set({ picture: { ...picture, ...one } });
  const saveSvg = () => {
    for (const state of tools.states()) save(fileOf([state], picture.what, "svg"), pictureSvg(state, picture), "image/svg+xml");
  };
  const savePng = async () => {
    try {
      for (const state of tools.states()) save(fileOf([state], picture.what, "png"), await pngOf(pictureSvg(state, picture)));
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
      <button type="button" onClick={saveSvg}>
        Save SVG
      </button>
      <button type="button" onClick={() => void savePng()}>
        Save PNG
      </button>
    </fieldset>
  );
}
