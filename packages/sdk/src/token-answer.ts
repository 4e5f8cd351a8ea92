import type { TokenAnswer, Transport } from './contract.ts';
import { type Exchange, exchange, type Wire } from './exchange.ts';
import { PortressUnreachable } from './problem.ts';

/**
 * An exchange that answers with tokens.
 * @throws PortressUnreachable as well when the answer holds none: whatever sent it, it says nothing about the session
 */
export async function exchangeForTokens<Answer extends TokenAnswer>(
  wire: Wire,
  transport: Transport,
  request: Exchange,
): Promise<Answer> {
  const { body } = await exchange<Answer | undefined>(wire, request);
  if (!body || !hasTokens(body, transport)) throw new PortressUnreachable('unreadable');
  return body;
}

function hasTokens(answer: Partial<TokenAnswer>, transport: Transport): boolean {
  if (!Number.isFinite(answer.expires_in)) return false;
  if (transport === 'cookie') return true;
  const hasAccess = typeof answer.access_token === 'string';
  return hasAccess && (transport === 'split' || typeof answer.refresh_token === 'string');
}
