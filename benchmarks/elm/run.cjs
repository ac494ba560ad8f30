// Runs an ELM library over FHIR bundles (one a line) and prints who meets it, and how long that took.
// node run.cjs LIBRARY.json BUNDLES.ndjson AS_OF ; needs `npm install cql-execution cql-exec-fhir` beside it.
const fs = require('fs');
const cql = require('cql-execution');
const fhir = require('cql-exec-fhir');

const [libraryPath, bundlesPath, asOf] = process.argv.slice(2);
const library = new cql.Library(JSON.parse(fs.readFileSync(libraryPath, 'utf8')));
const bundles = fs.readFileSync(bundlesPath, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

async function main() {
  const [year, month, day] = asOf.split('-').map(Number);
  const executor = new cql.Executor(library, null, { AsOf: new cql.DateTime(year, month, day, 0, 0, 0, 0, 0) });
  const source = fhir.PatientSource.FHIRv401();
  const started = process.hrtime.bigint();
  source.loadBundles(bundles);
  const results = await executor.exec(source);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const met = Object.entries(results.patientResults).filter(([, row]) => row.Met === true).map(([id]) => id);
  console.log(JSON.stringify({ people: bundles.length, seconds, met: met.sort() }));
}
main();
