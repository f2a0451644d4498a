import type { ReadyConfig } from '../../config/config.ts'

/** What mails show of the app they are from. */
export type Brand = Pick<
  ReadyConfig,
  | 'APP_NAME'
  | 'APP_URL'
  | 'APP_URL_HOME'
  | 'BRAND_COLOR'
  | 'BRAND_LOGO_URL'
  | 'BRAND_SUPPORT_EMAIL'
  | 'TERMS_URL'
  | 'PRIVACY_URL'
>
