/** What lies over the page while a dialog is open, the bar of a phone included. */
export const shadeLook = 'fixed inset-0 z-20 animate-appear bg-shade';

/** A dialog in the middle, never higher than the screen; how broad it is, it says itself. */
export const popupLook =
  'fixed inset-x-4 top-1/2 z-20 mx-auto max-h-[90dvh] -translate-y-1/2 overflow-y-auto rounded-panel border border-line bg-raised p-6 shadow-floating';
