// Several files in one: a ZIP archive whose files are stored as they are.

export interface NamedFile {
  name: string;
  content: Uint8Array;
}

/** Names are told to be UTF-8. */
const UTF8_NAMES = 0x0800;
/** What a program must know to read it: 2.0. */
const VERSION = 20;
/** 1 January 1980: the same content always makes the same archive. */
const DATE = 0x0021;

export function zipOf(files: readonly NamedFile[]): Blob {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of distinct(files)) {
    const title = new TextEncoder().encode(name);
    const told = [VERSION, UTF8_NAMES, 0, 0, DATE];
    const sizes: Field[] = [[crc32(content), 4], [content.length, 4], [content.length, 4], [title.length, 2], [0, 2]];
    const common: Field[] = [...told.map((value): Field => [value, 2]), ...sizes];
    const head = fields([[0x04034b50, 4], ...common]);
    directory.push(fields([[0x02014b50, 4], [VERSION, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), title);
    parts.push(head, title, content);
    at += head.length + title.length + content.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const count = files.length;
  const end = fields([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2]]);
  return new Blob([...parts, ...directory, end] as BlobPart[], { type: "application/zip" });
}

type Field = [value: number, bytes: number];

/** Little-endian numbers, one after the other. */
function fields(of: readonly Field[]): Uint8Array {
  const bytes = of.flatMap(([value, count]) => Array.from({ length: count }, (_, at) => (value >>> (8 * at)) & 0xff));
  return Uint8Array.from(bytes);
}

/** Two files of one name would overwrite each other: `aspirin-2.svg`. */
function distinct(files: readonly NamedFile[]): NamedFile[] {
  const used = new Set<string>();
  return files.map(({ name, content }) => {
    let own = name;
    for (let copy = 2; used.has(own.toLowerCase()); copy += 1) own = name.replace(/(\.\w+)?$/, `-${copy}$1`);
    used.add(own.toLowerCase());
    return { name: own, content };
  });
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff]!;
  return (value ^ 0xffffffff) >>> 0;
}
