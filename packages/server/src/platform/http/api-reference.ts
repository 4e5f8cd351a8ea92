import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

/** The reference page draws itself with inline styles, so it has rules of its own; everything else keeps the strict ones. */
const referencePolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** `GET /openapi.json` and the page at `GET /docs`, whose Authorize button signs in by the password form. */
export async function mountApiReference(server: FastifyInstance, prefix: string, productName: string): Promise<void> {
  server.get(`${prefix}/openapi.json`, { schema: { hide: true } }, async () => server.swagger());
  await server.register(async (scope) => {
    scope.addHook('onSend', (_request, reply, payload, done) => {
      reply.header('content-security-policy', referencePolicy);
      done(null, payload);
    });
    await scope.register(scalar, {
      routePrefix: `${prefix}/docs` as `/${string}`,
      configuration: {
        pageTitle: `${productName} API`,
        url: `${prefix}/openapi.json`,
        withDefaultFonts: false,
        telemetry: false,
        agent: { disabled: true },
        persistAuth: false,
        authentication: { preferredSecurityScheme: 'signIn' },
        // What would take the document to somebody else's service.
        hideClientButton: true,
        mcp: { disabled: true },
        showDeveloperTools: 'never',
      },
    });
  });
}
