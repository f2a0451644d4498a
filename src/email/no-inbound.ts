/**
 * Stands in for the parts of Resend's SDK that receive mail and webhooks (`postal-mime`,
 * `standardwebhooks`; see `[alias]` in wrangler.toml). We only send, and they are a fifth of the Worker.
 */
export const Webhook = undefined

export default undefined
