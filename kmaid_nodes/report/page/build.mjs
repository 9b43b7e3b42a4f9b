// Makes ../report.js and ../report.css, which are committed, so that a report is written without Node.js.
// `node build.mjs --compare` only says whether they are what the sources make.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const result = await build({
  absWorkingDir: here("."),
  entryPoints: ["src/main.tsx"],
  bundle: true,
  outfile: "report.js",
  write: false,
  metafile: true,
  format: "iife",
  minify: true,
  target: ["chrome100", "firefox100", "safari15"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "ascii",
  legalComments: "none",
});
const text = (ending) => result.outputFiles.find((file) => file.path.endsWith(ending)).text;
const script = text(".js").replaceAll("</script", "<\\/script");
const made = {
  "../report.js": `/*\n${licences(result.metafile)}*/\n${script}`,
  "../report.css": text(".css"),
};
for (const [path, content] of Object.entries(made)) {
  if (process.argv[2] !== "--compare") writeFileSync(here(path), content);
  else if (readFileSync(here(path), "utf8") !== content) {
    console.error(`${path} is not what the sources make: run npm run build`);
    process.exitCode = 1;
  }
}

/** The licences of the packages in the bundle, each text once with the packages that it is of. */
function licences(metafile) {
  const used = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = new Set(used.map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]).filter(Boolean));
  const ofText = new Map();
  for (const name of [...packages].sort()) {
    const text = readFileSync(here(`node_modules/${name}/LICENSE`), "utf8").trim().replaceAll("*/", "* /");
    ofText.set(text, [...(ofText.get(text) ?? []), name]);
  }
  return [...ofText].map(([text, names]) => `Contains ${names.join(", ")}:\n\n${text}\n\n`).join("");
}
