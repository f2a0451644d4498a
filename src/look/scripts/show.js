/** Shows and hides what is typed into a field for passwords. What is sent is hidden: browsers remember other text. */
;(() => {
  for (const button of document.querySelectorAll('[data-hide]')) {
    const field = document.getElementById(button.getAttribute('aria-controls'))
    const label = field.labels[0].textContent
    const set = (isShown) => {
      field.type = isShown ? 'text' : 'password'
      button.textContent = isShown ? button.dataset.hide : button.dataset.show
      button.ariaLabel = button.textContent + ': ' + label
    }
    button.addEventListener('click', () => set(field.type === 'password'))
    field.form.addEventListener('submit', () => set(false))
  }
})()
