/**
 * Static assets are served before the Worker, so its middleware never sees them: these are their headers, in
 * the format of `_headers`. A name has a hash of the content in it, so what was fetched once stays good.
 */
export const HEADERS = `/assets/*
  Cache-Control: public, max-age=31536000, immutable
  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
  Cross-Origin-Resource-Policy: same-origin
  Referrer-Policy: no-referrer
  Strict-Transport-Security: max-age=31536000; includeSubDomains
  X-Content-Type-Options: nosniff
`
