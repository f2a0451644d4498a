/** What a browser has kept of a page may be of somebody who has signed out since: back leads to the page of today. */
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})
