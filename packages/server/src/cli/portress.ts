#!/usr/bin/env node
import { dispatch } from './dispatch.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await dispatch(process.argv.slice(2), processTerminal);
// A service that could not listen has opened much by then: nothing of it may keep the process, or turn its end into a 0.
if (process.exitCode !== 0) process.stdout.write('', () => process.exit());
