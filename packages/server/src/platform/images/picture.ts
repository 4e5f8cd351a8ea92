/** What a picture that somebody sends may be, and what becomes of it. */
export const pictureBounds = {
  /** Of one frame: as much as a good camera makes. It is read from the header, before anything is decoded. */
  mostPixels: 40_000_000,
  /** One frame is taken, but whoever wants to know how many there are has to walk through all of them. */
  mostFrames: 1000,
  /** Both sides of what comes out. */
  side: 250,
} as const;

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';

export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'] as const;

/** Why a picture was not taken. `message` tells what was measured and what would be right. */
export type PictureRefusal = {
  reason: 'other_type' | 'unreadable' | 'too_many_pixels' | 'too_many_frames';
  message: string;
};

/** Thrown where the picture is at fault, and not the service. */
export class PictureRefused extends Error {
  readonly reason: PictureRefusal['reason'];

  constructor({ reason, message }: PictureRefusal) {
    super(message);
    this.name = 'PictureRefused';
    this.reason = reason;
  }
}
