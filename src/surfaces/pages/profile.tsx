import * as z from 'zod/mini'
import { LANGUAGES } from '../../core/language.ts'
import { changeOwnProfile } from '../../core/identity/profile.ts'
import { bio, contact, name, profileFrom } from '../../core/identity/profile-members.ts'
import type { Profile } from '../../store/tables/users.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { Select } from '../../look/forms/select.tsx'
import { LANGUAGE_NAMES } from '../../look/words/language-names.ts'
import { Panel } from '../../look/account/panel.tsx'
import type { AccountForm, SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { keepLanguage } from './language.ts'
import { form, type FormState } from './form.ts'
import type { Visit } from './visit.ts'

const MEMBERS = {
  first_name: { column: 'firstName', autocomplete: 'given-name' },
  last_name: { column: 'lastName', autocomplete: 'family-name' },
  bio: { column: 'bio', autocomplete: 'off' },
  phone_number: { column: 'phoneNumber', autocomplete: 'tel' },
  address: { column: 'address', autocomplete: 'street-address' },
  document_number: { column: 'documentNumber', autocomplete: 'off' },
} as const satisfies Record<string, { column: keyof Profile; autocomplete: string }>

const NAMES = Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]

export function profileView(visit: Visit, state: FormState, user?: Profile) {
  const { profile } = visit.words.profile
  const of = filled(visit, state, [changeProfile])
  return (
    <Panel id="profile" title={profile.title} text={profile.text}>
      <Form of={of}>
        {NAMES.map((member) => (
          <TextField
            {...of.field(member, user?.[MEMBERS[member].column])}
            label={profile.members[member]}
            autocomplete={MEMBERS[member].autocomplete}
          />
        ))}
        <Press does={changeProfile}>{profile.press}</Press>
      </Form>
    </Panel>
  )
}

/** A browser sends every field: one that is empty unsets its member. */
export const changeProfile: AccountForm = {
  ...form({
    name: 'profile',
    schema: z.object({ first_name: z.optional(name), last_name: z.optional(name), bio, ...contact }),
    async act(visit: SentVisit, typed) {
      const members = Object.fromEntries(NAMES.map((member) => [member, typed[member] ?? null]))
      const { deps, caller } = visit
      await changeOwnProfile(deps, { caller, changes: profileFrom(members) })
      return done(visit, 'profile')
    },
  }),
  view: profileView,
}

export function languageView(visit: Visit, state: FormState) {
  const { language } = visit.words.profile
  const of = filled(visit, state, [chooseLanguage])
  return (
    <Panel id="language" title={visit.base.language} text={language.text}>
      <Form of={of}>
        <Select
          {...of.field('language', visit.language)}
          label={visit.base.language}
          options={LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))}
        />
        <Press does={chooseLanguage} kind="quiet">
          {language.press}
        </Press>
      </Form>
    </Panel>
  )
}

/** For pages and mails. */
export const chooseLanguage: AccountForm = {
  ...form({
    name: 'language',
    schema: z.object({ language: z.enum(LANGUAGES) }),
    async act(visit: SentVisit, { language }) {
      const { c, deps, caller } = visit
      await changeOwnProfile(deps, { caller, changes: { language } })
      keepLanguage(c, language)
      return done(visit, 'language')
    },
  }),
  view: languageView,
}
