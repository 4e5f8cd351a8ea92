// node serve-api.ts PORT, with what the service said in the environment.
import { createApi } from './api.ts';

const { PORTRESS_ISSUER = '', PORTRESS_AUDIENCE = PORTRESS_ISSUER, PORTRESS_SERVICE_KEY = '' } = process.env;
const { api } = createApi({ issuer: PORTRESS_ISSUER, audience: PORTRESS_AUDIENCE, serviceKey: PORTRESS_SERVICE_KEY });
api.listen(Number(process.argv[2]), '127.0.0.1');
