/*
 * JWS wants r and s of an ECDSA signature side by side (RFC 7518 §3.4), OpenSSL speaks DER. Node translates between the two
 * when it is asked for `ieee-p1363`, but then takes the key apart at each call: a third of a verification, and as much as
 * a signature itself. So it is done here.
 */
const coordinateBytes = 32;
const sequence = 0x30;
const integer = 0x02;

/** @param der SEQUENCE of two INTEGERs, as OpenSSL writes it for P-256 */
export function joinSignature(der: Buffer): Buffer {
  const joined = Buffer.alloc(2 * coordinateBytes);
  // SEQUENCE, its length, then two INTEGERs: tag, length, and a leading zero where the number's first bit is set.
  const rLength = der.readUInt8(3);
  const sLength = der.readUInt8(5 + rLength);
  placeCoordinate(joined, coordinateBytes, der.subarray(4, 4 + rLength));
  placeCoordinate(joined, 2 * coordinateBytes, der.subarray(6 + rLength, 6 + rLength + sLength));
  return joined;
}

/** Right-aligned: a short number gets its zeros back, the sign's zero in front of a long one is dropped. */
function placeCoordinate(target: Buffer, end: number, number: Buffer): void {
  const digits = number.subarray(Math.max(0, number.length - coordinateBytes));
  digits.copy(target, end - digits.length);
}

/**
 * @param joined r and s of P-256 side by side
 * @returns undefined for any other length
 */
export function splitSignature(joined: Buffer): Buffer | undefined {
  if (joined.length !== 2 * coordinateBytes) return undefined;
  const rStart = firstDigit(joined, 0, coordinateBytes);
  const sStart = firstDigit(joined, coordinateBytes, 2 * coordinateBytes);
  const rSign = signOf(joined, rStart);
  const sSign = signOf(joined, sStart);
  const rLength = rSign + coordinateBytes - rStart;
  const sLength = sSign + 2 * coordinateBytes - sStart;
  // All of it is written below: the zeros of the signs are the ones that `alloc` puts there.
  const der = Buffer.alloc(6 + rLength + sLength);
  der[0] = sequence;
  der[1] = 4 + rLength + sLength;
  der[2] = integer;
  der[3] = rLength;
  joined.copy(der, 4 + rSign, rStart, coordinateBytes);
  der[4 + rLength] = integer;
  der[5 + rLength] = sLength;
  joined.copy(der, 6 + rLength + sSign, sStart, 2 * coordinateBytes);
  return der;
}

/** Zeros in front do not belong to a DER integer, but it has one digit at least. */
function firstDigit(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end - 1 && bytes[at] === 0) at += 1;
  return at;
}

/** One zero in front where the first bit is set: otherwise the number would be negative. */
const signOf = (bytes: Buffer, at: number): 0 | 1 => ((bytes[at] ?? 0) & 0x80 ? 1 : 0);
