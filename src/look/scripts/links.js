/**
 * The secret part of a mailed link. Only the browser knows it. It leaves the address at once, so that it stays in no
 * history, and is kept for this tab until it is used. Nothing is sent before a person sends the form.
 */
;(() => {
  const places = [...document.querySelectorAll('[data-link]')]
  if (places.length === 0) return
  const NAME = 'link ' + location.pathname

  // Some browsers refuse storage. Then the link lives as long as the page.
  const storage = (act) => {
    try {
      return act(sessionStorage)
    } catch {
      return null
    }
  }

  function take() {
    const given = location.hash.slice(1)
    const isLink = new URLSearchParams(given).has('token')
    if (isLink) {
      storage((kept) => kept.setItem(NAME, given))
      history.replaceState(null, '', location.pathname + location.search)
    }
    const link = isLink ? given : storage((kept) => kept.getItem(NAME))
    for (const place of places) {
      const field = place.querySelector('input')
      // What was pasted by hand stays.
      if (link) field.value = '#' + link
      // The one of a form that was refused comes back with the page.
      place.hidden = !!link || new URLSearchParams(field.value.slice(1)).has('token')
      field.form.addEventListener('submit', () => storage((kept) => kept.removeItem(NAME)))
    }
    for (const place of document.querySelectorAll('[data-without-link]')) place.hidden = !!link
    for (const place of document.querySelectorAll('[data-with-link]')) place.open = !!link
  }

  take()
  addEventListener('hashchange', take)
})()
