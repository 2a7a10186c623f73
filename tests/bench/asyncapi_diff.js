// Compares two AsyncAPI files as the documentation of @asyncapi/diff says: read by the parser, then compared.
const { readFileSync } = require("fs");
const [modules, ...paths] = process.argv.slice(2);
const { Parser } = require(`${modules}/@asyncapi/parser`);
const { diff } = require(`${modules}/@asyncapi/diff`);

async function read(path) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(path, "utf8"));
  if (!document) throw new Error(diagnostics[0].message);
  return document.json();
}

Promise.all(paths.map(read))
  .then(([before, after]) => console.log(JSON.stringify(diff(before, after).getOutput())))
  .catch((error) => { console.error(error.message); process.exit(3); });
