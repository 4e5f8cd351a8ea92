import { execFileSync } from 'node:child_process';

export const debianPackages = ['fastapi', 'uvicorn', 'jwt', 'httpx', 'cryptography'].map((name) => `python3-${name}`);

/**
 * Where there are several, packages of the system belong to the system's Python.
 *
 * @returns {string | undefined} a Python that has what the example imports
 */
export function findPython() {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import fastapi, uvicorn, jwt, httpx, cryptography'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
