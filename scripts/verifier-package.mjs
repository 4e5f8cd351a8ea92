// Builds the verifier as it is published, into packages/verifier/dist, and looks at what has come out of it.
import { foreignImports, publishedPackage } from './published-package.mjs';

const verifier = publishedPackage('verifier', {
  entry: {
    index: 'src/index.ts',
    'adapters/express': 'src/adapters/express.ts',
    'adapters/fastify': 'src/adapters/fastify.ts',
    'adapters/node-http': 'src/adapters/node-http.ts',
  },
  platform: 'node',
  target: ['node20.19'],
  deps: { neverBundle: ['fastify'] },
});

/** Only the JWT library is installed along with it; a framework is there already, and is asked for its types alone. */
function lookAtImports() {
  const isOwn = (name) => name === 'jose' || name.startsWith('node:');
  return [
    ...foreignImports(verifier.dist, '**/*.js').filter((name) => !isOwn(name)),
    ...foreignImports(verifier.dist, '**/*.d.ts').filter((name) => !isOwn(name) && name !== 'fastify'),
  ].map((name) => `the package imports ${name}`);
}

if (process.argv.includes('--help')) {
  console.log(`Usage: node scripts/verifier-package.mjs [options]
Builds the verifier into packages/verifier/dist, to be published from there, and looks at the package: publint, the types, and
what it imports.

  --build            only build`);
} else {
  await verifier.build();
  const faults = process.argv.includes('--build') ? [] : [...(await verifier.lookAt()), ...lookAtImports()];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
