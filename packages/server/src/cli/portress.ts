#!/usr/bin/env node
import { dispatch } from './dispatch.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await dispatch(process.argv.slice(2), processTerminal);
