const place = 'portress.loaded_anew';
/** A second time within it is no newer build but a fault that another load does not mend. */
const oncePerMs = 60_000;

/**
 * Loads the page anew for the newer build, once.
 *
 * @returns false where that would not help: the service does not answer, or it has been done already
 */
export async function loadAnew(): Promise<boolean> {
  if (wasJustLoaded() || !(await isServiceThere())) return false;
  try {
    sessionStorage.setItem(place, String(Date.now()));
  } catch {
    // Without a memory of it there could be a loop.
    return false;
  }
  window.location.reload();
  return true;
}

function wasJustLoaded(): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(place) ?? 0) < oncePerMs;
  } catch {
    return true;
  }
}

async function isServiceThere(): Promise<boolean> {
  try {
    return (await fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
