import { type ContactImport, PortressProblem } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { addressBook } from '../address-book.ts';
import { readAgain } from '../list/contact-cache.ts';
import { cutFile, type ImportMode, type Piece } from './cut-file.ts';
import { emptyReport, mergeReports } from './merge-reports.ts';
import type { ChosenFile } from './read-file.ts';

export interface ImportRun {
  phase: 'sending' | 'stopped' | 'halted' | 'finished';
  pieces: Piece[];
  /** Pieces that have been answered. */
  done: number;
  report: ContactImport;
  /** Why it has halted. */
  error: unknown;
  mode: ImportMode;
  file: ChosenFile;
}

export interface Import {
  run: ImportRun | null;
  start: (file: ChosenFile, mode: ImportMode) => void;
  stop: () => void;
  /** From the piece on which it has stopped or halted. */
  goOn: () => void;
  forget: () => void;
}

/** Sends a file piece by piece. What was answered stays saved, wherever it ends. */
export function useImport(): Import {
  const client = useQueryClient();
  const [run, setRun] = useState<ImportRun | null>(null);
  const giveUp = useRef<AbortController | null>(null);
  useEffect(() => () => giveUp.current?.abort(), []);

  async function send(from: ImportRun): Promise<void> {
    const controller = new AbortController();
    giveUp.current = controller;
    let now: ImportRun = { ...from, phase: 'sending', error: null };
    setRun(now);
    try {
      for (const piece of now.pieces.slice(now.done)) {
        const { type } = now.file;
        const report = await addressBook.import(piece.body, { type, mode: now.mode, signal: controller.signal });
        now = { ...now, done: now.done + 1, report: mergeReports(now.report, piece, report) };
        setRun(now);
      }
      setRun({ ...now, phase: 'finished' });
    } catch (error) {
      setRun({ ...now, ...endOf(error, controller.signal.aborted, now) });
    } finally {
      if (now.report.created + now.report.updated > 0) readAgain(client);
    }
  }

  return {
    run,
    start: (file, mode) =>
      void send({
        phase: 'sending',
        pieces: cutFile(file, mode),
        done: 0,
        report: emptyReport,
        error: null,
        mode,
        file,
      }),
    stop: () => giveUp.current?.abort(),
    goOn: () => run && void send(run),
    forget: () => setRun(null),
  };
}

/** All or nothing that became nothing is a report, and no fault. */
function endOf(error: unknown, isStopped: boolean, { report }: ImportRun): Partial<ImportRun> {
  if (isStopped) return { phase: 'stopped' };
  if (error instanceof PortressProblem && error.refused.length > 0) {
    const { refused, refusedCount } = error;
    return { phase: 'finished', report: { ...report, refused, refused_count: refusedCount } };
  }
  return { phase: 'halted', error };
}
