const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Causes a mail with a code and a link. */
export const register = (service: string, name: string, email = `${name}@example.com`) =>
  post(`${service}/api/v1/register`, { name, email, password: 'seven dry words' })

/** Causes a mail with a link, where the address has an account. */
export const askForReset = (service: string, email: string) => post(`${service}/reset-password`, { email })
