/**
 * Why a passkey is refused. The log tells them apart; on the wire they are one refusal. The words follow the
 * steps of WebAuthn L3 §7.1 and §7.2.
 */
export type PasskeyRefusal =
  /** A member is not base64url, or its bytes are not what they have to be. */
  | 'malformed'
  /** The answer names two ids. */
  | 'id_mismatch'
  | 'id_too_long'
  /** The client data are of the other ceremony. */
  | 'wrong_type'
  /** The challenge is not ours, or of another purpose or session. */
  | 'challenge_foreign'
  | 'challenge_expired'
  | 'wrong_origin'
  /** It took place in a frame of another origin. */
  | 'cross_origin'
  | 'top_origin'
  /** The passkey belongs to another domain. */
  | 'wrong_rp_id'
  | 'user_absent'
  | 'user_not_verified'
  /** A key that cannot be copied says that it has been. */
  | 'backup_impossible'
  /** What cannot change in the life of a passkey has changed. */
  | 'backup_changed'
  | 'algorithm_not_offered'
  | 'key_unusable'
  /** The device does not offer the passkey by itself, so nobody could sign in with it. */
  | 'not_discoverable'
  /** The passkey is none of those that were asked for. */
  | 'not_allowed'
  | 'user_handle_missing'
  | 'wrong_user_handle'
  | 'wrong_signature'
  /** The counter did not go on, and the challenge was spent before: somebody has sent a request a second time. */
  | 'replayed'
  /** The counter did not go on: somebody may have a copy of the key. */
  | 'cloned'

export type Refused = { refused: PasskeyRefusal }

export const refused = (reason: PasskeyRefusal): Refused => ({ refused: reason })
