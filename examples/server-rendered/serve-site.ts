// node serve-site.ts PORT, with what the service said in the environment.
import { createSite } from './site.ts';

const {
  PORTRESS_ISSUER: issuer = '',
  PORTRESS_URL: serviceUrl = issuer,
  PORTRESS_SERVICE_KEY: serviceKey = '',
} = process.env;
const site = createSite({ issuer, audience: issuer, serviceUrl, serviceKey });
await site.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
