/**
 * Stands in for the parts of Resend's SDK that receive mail and webhooks (`postal-mime`,
 * `standardwebhooks`; see `[alias]` in wrangler.toml). The service only sends: they would only make the
 * upload larger.
 */
export const Webhook = undefined

export default undefined
