import '@tanstack/react-router';

declare module '@tanstack/react-router' {
  /** What one page tells the next: kept with the tab's history, and never in an address. */
  interface HistoryState {
    email?: string;
    /** Why the person is at the sign-in page. */
    reason?: 'ended' | 'needed' | 'signed_out' | 'password_saved' | 'administrator_made' | 'account_made' | 'confirmed';
    /** The check-your-mail page was reached from a sign-in with the right password. */
    isPasswordRight?: boolean;
    /** A mail has just been sent. */
    isMailSent?: boolean;
    /** The account has just been deleted by its own wish. */
    isAccountDeleted?: boolean;
  }
}
