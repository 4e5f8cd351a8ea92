import type { PublicSettings } from '@portress/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { portress } from '../session/portress.ts';

export const publicSettingsQuery = queryOptions({
  queryKey: ['public-settings'],
  queryFn: ({ signal }) => portress.publicSettings.find({ signal }),
  staleTime: 5 * 60_000,
});

/** What the pages go by while the service cannot be asked: nothing is offered that may not be there. */
const unknownSettings: PublicSettings = {
  product_name: 'Portress',
  product_accent: null,
  product_logo: null,
  support_email: null,
  sign_up: 'open',
  sign_up_disclosure: 'conflict',
  email_verification: 'required',
  mail: 'on',
  password_min_length: 8,
  languages: ['en', 'uk', 'ru'],
  app_origins: [],
  api_reference: false,
  dev_inbox: false,
  setup_open: false,
};

export function usePublicSettings(): PublicSettings {
  return useQuery(publicSettingsQuery).data ?? unknownSettings;
}
