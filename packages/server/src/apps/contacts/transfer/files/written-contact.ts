/** A contact as it is written down: texts of the wire, and null for what it has not. */
export type WrittenContact = {
  id: string;
  firstName: string;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  birthday: string | null;
  notes: string | null;
  isFavorite: boolean;
  /** RFC 3339. */
  updatedAt: string;
};
