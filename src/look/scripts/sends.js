/** A form that is an answer to an app goes there by itself. Without script somebody presses its button. */
;(() => {
  const form = document.querySelector('[data-sends]')
  form?.submit()
})()
