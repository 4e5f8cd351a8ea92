/** The parts of it that are used; it brings no types of its own. */
declare module 's3rver' {
  import type { AddressInfo } from 'node:net';

  const S3rver: new (options: {
    address: string;
    port: number;
    directory: string;
    silent: boolean;
    configureBuckets: { name: string }[];
  }) => { run(): Promise<AddressInfo>; close(): Promise<void> };
  export default S3rver;
}
