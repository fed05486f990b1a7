import { compile } from "./compile";

const USES: readonly (readonly [code: string, type: string])[] = [
  ['await $.jqluster.init("Alice")', "void"],
  ['$.jqluster.init("Alice", "local", { notify: ["Bob"], timeout: 5000 })', "RemotePromise<void>"],
  ['await $.jqluster("Bob")("#x").width()', "number"],
  ['$.jqluster.on("disconnect", (reason) => reason.trim())', "JqlusterStatic"],
  ["$.jqluster.on('error', (error) => error.message).release()", "void"],
  ["$.jqluster.state().nodeId", "string | null"],
  ["$.jqluster.counts().handlers", "number"],
  [
    '$.jqluster("Bob")("form").on("submit", $.jqluster.handler({ preventDefault: true }, () => 0))',
    "RemoteJQuery",
  ],
];
const STATEMENTS = USES.map(([code]) => `void 0, ${code};\n`).join("");

test.each([
  ["with the type definitions of jQuery", 'import "jqluster/jqluster.js";\n', ["jquery"]],
  ["without them", 'import "jqluster/jqluster.js";\ndeclare const $: JQueryStatic;\n', []],
  [
    "by a module's own jQuery",
    'import { installPlugin } from "jqluster/jquery";\ninstallPlugin($);\n',
    ["jquery"],
  ],
])(
  "$.jqluster has its types %s",
  (_, preamble, types) => {
    const compiled = compile(preamble + STATEMENTS, types);
    expect(compiled.errors).toEqual([]);
    expect(compiled.types.slice(-USES.length)).toEqual(USES.map(([, type]) => type));
  },
  120_000,
);

test("jQuery keeps its own types beside it", () => {
  const { types, errors } = compile(
    'import "jqluster/jqluster.js";\nvoid 0, $("#x").width();\n$("#x").xpath("//html[1]").text();\n',
    ["jquery"],
  );
  expect({ types, errors }).toEqual({ types: ["number | undefined", "string"], errors: [] });
}, 120_000);
