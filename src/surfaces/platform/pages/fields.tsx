/** Fields that password managers understand and that take a paste. */
export const PasswordField = ({
  id,
  name = 'password',
  label,
  kind = 'new-password',
  optional = false,
  rules,
}: {
  id: string
  name?: string
  label: string
  kind?: 'new-password' | 'current-password'
  optional?: boolean
  /** The id of the text that says what is asked of the password. */
  rules?: string
}) => (
  <>
    <label for={id}>{label}</label>
    <input
      id={id}
      name={name}
      type="password"
      autocomplete={kind}
      autocapitalize="off"
      spellcheck={false}
      required={!optional}
      aria-describedby={`${rules === undefined ? '' : `${rules} `}${id}-problem`}
    />
    <p id={`${id}-problem`} class="problem" aria-live="polite"></p>
  </>
)

/** The address is typed by a person: mail scanners follow links and press buttons. */
export const AddressField = ({ id, label }: { id: string; label: string }) => (
  <>
    <label for={id}>{label}</label>
    <input id={id} name="email" type="email" autocomplete="off" required aria-describedby={`${id}-problem`} />
    <p id={`${id}-problem`} class="problem" aria-live="polite"></p>
  </>
)
