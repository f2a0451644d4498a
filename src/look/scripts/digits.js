/** Leaves the digits of a code that was pasted or typed as "123 456". */
;(() => {
  for (const field of document.querySelectorAll('[data-digits]'))
    field.addEventListener('input', () => {
      const digits = field.value.replaceAll(/\D/g, '').slice(0, field.dataset.digits)
      if (digits !== field.value) field.value = digits
    })
})()
