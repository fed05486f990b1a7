// Before the end of a process, writes the names of the packages that it has loaded to its standard error.
process.on("exit", () => {
  const names = Object.keys(require.cache).flatMap((file) => {
    const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
    return name === undefined ? [] : [name.replace("\\", "/")];
  });
  process.stderr.write(JSON.stringify([...new Set(names)]));
});
