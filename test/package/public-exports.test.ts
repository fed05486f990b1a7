import { builtFile } from "../support/built-files";
import { ts } from "../support/typescript";

const { createProgram, ModuleKind, ModuleResolutionKind, SymbolFlags } = ts;

const ENTRIES = ["index.d.ts", "client/index.d.ts", "client/plugin/index.d.ts"];

/** What the declaration files of the package export, by file: what is there for programs, and for types alone. */
function publicExports(): Record<string, { readonly values: string[]; readonly types: string[] }> {
  const files = ENTRIES.map(builtFile);
  const program = createProgram(files, {
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
    types: [],
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const result: ReturnType<typeof publicExports> = {};
  for (const [i, entry] of ENTRIES.entries()) {
    const source = program.getSourceFile(files[i] ?? "");
    const module = source && checker.getSymbolAtLocation(source);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    const isValue = (symbol: (typeof symbols)[number]) => {
      const target = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return (target.flags & SymbolFlags.Value) !== 0;
    };
    const names = (kind: boolean) =>
      symbols
        .filter((symbol) => isValue(symbol) === kind)
        .map(({ name }) => name)
        .sort();
    result[entry] = { values: names(true), types: names(false) };
  }
  return result;
}

test("what users may rely on changes on purpose alone", () => {
  expect(publicExports()).toMatchInlineSnapshot(`
{
  "client/index.d.ts": {
    "types": [
      "Allow",
      "ClientEvents",
      "ClientOptions",
      "ConnectOptions",
      "ConnectedNode",
      "ElementPointer",
      "HandlerOptions",
      "JqlusterCounts",
      "JqlusterError",
      "JqlusterErrorName",
      "JqlusterState",
      "JqlusterStatic",
      "PageAnswer",
      "RemoteCall",
      "RemoteCompletion",
      "RemoteContent",
      "RemoteCoordinates",
      "RemoteData",
      "RemoteDispatchInit",
      "RemoteDuration",
      "RemoteEffect",
      "RemoteEffectOptions",
      "RemoteEvent",
      "RemoteEventHandler",
      "RemoteEventInit",
      "RemoteFunction",
      "RemoteHandlers",
      "RemoteJQuery",
      "RemoteListen",
      "RemotePromise",
      "RemoteRequest",
      "RemoteSelector",
      "RemoteShorthand",
      "RemoteTarget",
      "RemoteTouch",
      "RemoteValues",
      "Sanitize",
    ],
    "values": [
      "DOCUMENT",
      "WINDOW",
      "connect",
      "handler",
    ],
  },
  "client/plugin/index.d.ts": {
    "types": [
      "JqlusterCounts",
      "JqlusterState",
      "JqlusterStatic",
    ],
    "values": [
      "installPlugin",
    ],
  },
  "index.d.ts": {
    "types": [
      "AllowHost",
      "AllowOrigin",
      "AttachOptions",
      "AttachedJqluster",
      "Authorize",
      "Backplane",
      "DistributionOutcome",
      "Handshake",
      "Identity",
      "JqlusterOptions",
      "JqlusterServerOptions",
      "JsonObject",
      "JsonValue",
      "KeepStorage",
      "KeptEntry",
      "ListeningAddress",
      "LogContext",
      "LogFormat",
      "LogLevel",
      "Logger",
      "Message",
      "MessageId",
      "MessageSource",
      "Middleware",
      "Observer",
      "Origin",
      "Permissions",
      "RedisBackplaneOptions",
      "RefusalReason",
      "RegisterArguments",
      "Sender",
      "Service",
      "ServiceOptions",
      "Verdict",
    ],
    "values": [
      "BackplaneError",
      "Delivery",
      "JqlusterServer",
      "OPTIONS",
      "attachJqluster",
      "createRedisBackplane",
      "createService",
      "silentObserver",
    ],
  },
}
`);
});
