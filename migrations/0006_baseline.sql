-- All tables, anew: nothing was deployed before, and a row that is written costs. Every key is text, so each table is
-- WITHOUT ROWID: its rows lie in its key, where SQLite would else write an index entry for each. Drizzle has no word for
-- that, so it is written here by hand. No index serves cleaning alone, which walks through the tables by their keys.
-- It begins with 6 because databases of before have had migrations up to 5.
CREATE TABLE `apps` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`secret` text,
	`pkce` text DEFAULT 'required' NOT NULL,
	`scopes` text NOT NULL,
	`id_token_alg` text DEFAULT 'RS256' NOT NULL,
	`logo_url` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `audit_events` (
	`id` text NOT NULL,
	`subject` text NOT NULL,
	`event` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`actor` text,
	`at` integer NOT NULL,
	`ip_prefix` text,
	`country` text,
	`device` text,
	PRIMARY KEY(`subject`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `budgets` (
	`owner` text PRIMARY KEY NOT NULL,
	`counts` text NOT NULL,
	`resets_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`purpose` text NOT NULL,
	`asked_by` text,
	`reserves` text,
	`since` integer,
	`tries` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`superseded_at` integer,
	`consumed_at` integer,
	`claim` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `challenges_by_subject` ON `challenges` (`subject`,`purpose`,`created_at`);--> statement-breakpoint
CREATE INDEX `challenges_by_reserved_address` ON `challenges` (`reserves`) WHERE "challenges"."reserves" is not null;--> statement-breakpoint
CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`provider` text NOT NULL,
	`email` text,
	`email_verified` integer NOT NULL,
	`linked_at` integer NOT NULL,
	`last_used_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `connections_by_subject` ON `connections` (`issuer`,`subject`);--> statement-breakpoint
CREATE INDEX `connections_by_user` ON `connections` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `grants` (
	`user_id` text NOT NULL,
	`app_id` text NOT NULL,
	`scope` text NOT NULL,
	`granted_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `app_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `import_runs` (
	`run` text PRIMARY KEY NOT NULL,
	`seen_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `mail_buckets` (
	`key` text PRIMARY KEY NOT NULL,
	`level` real NOT NULL,
	`filled_at` integer NOT NULL,
	`unredeemed` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `marks` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`algorithm` integer NOT NULL,
	`sign_count` integer NOT NULL,
	`backup_eligible` integer NOT NULL,
	`backed_up` integer NOT NULL,
	`transports` text NOT NULL,
	`aaguid` text NOT NULL,
	`rp_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`removed_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_by_user` ON `passkeys` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `password_failures` (
	`subject` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`blocked_until` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`pending` text DEFAULT '{}' NOT NULL,
	`recent` integer DEFAULT 0 NOT NULL,
	`recent_until` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`mac` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	`removed_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `recovery_codes_by_user` ON `recovery_codes` (`user_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`generation` integer NOT NULL,
	`rotated_at` integer NOT NULL,
	`previous_generation` integer,
	`late_repeats` integer DEFAULT 0 NOT NULL,
	`late_since` integer,
	`repeats` integer NOT NULL,
	`auth_time` integer NOT NULL,
	`auth_methods` text DEFAULT 'password' NOT NULL,
	`methods` text DEFAULT 'password' NOT NULL,
	`second_step` integer DEFAULT false NOT NULL,
	`passkey_id` text,
	`auth_passkey_id` text,
	`created_at` integer NOT NULL,
	`began_at` integer DEFAULT 0 NOT NULL,
	`idle_expires_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`user_agent` text,
	`ip_prefix` text,
	`device` text,
	`country` text,
	`app_id` text,
	`scope` text,
	`parent_id` text,
	`opened_by` text,
	`revoked_at` integer,
	`revoked_reason` text,
	`revoked_by` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_ended` ON `sessions` (`revoked_at`) WHERE "sessions"."revoked_at" is not null;--> statement-breakpoint
CREATE INDEX `sessions_by_parent` ON `sessions` (`parent_id`) WHERE "sessions"."parent_id" is not null;--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`kid` text PRIMARY KEY NOT NULL,
	`period` integer NOT NULL,
	`public_key` text NOT NULL,
	`private_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`signs_from` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `signing_keys_period_unique` ON `signing_keys` (`period`);--> statement-breakpoint
CREATE TABLE `totp` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`secret` text NOT NULL,
	`last_step` integer NOT NULL,
	`session_id` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`removed_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `totp_by_user` ON `totp` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`password` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`bio` text,
	`document_number` text,
	`phone_number` text,
	`address` text,
	`language` text,
	`role` text NOT NULL,
	`verified_at` integer,
	`disabled_at` integer,
	`security_version` integer NOT NULL,
	`device_epoch` integer DEFAULT 0 NOT NULL,
	`opened_by` text DEFAULT 'person' NOT NULL,
	`warned_at` integer,
	`webauthn_handle` text,
	`second_step_at` integer,
	`mail_sign_in_off_at` integer,
	`recovered_at` integer,
	`reclaimed_at` integer,
	`deletes_at` integer,
	`second_step_reset_asked_at` integer,
	`second_step_resets_at` integer,
	`last_login_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`changed_by` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_unverified` ON `users` (`created_at`) WHERE "users"."verified_at" is null;--> statement-breakpoint
CREATE INDEX `users_to_erase` ON `users` (`deletes_at`) WHERE "users"."deletes_at" is not null;--> statement-breakpoint
CREATE INDEX `users_whose_second_step_resets` ON `users` (`second_step_reset_asked_at`) WHERE "users"."second_step_reset_asked_at" is not null;--> statement-breakpoint
CREATE INDEX `users_who_administer` ON `users` (`role`) WHERE "users"."role" = 'admin';--> statement-breakpoint
CREATE TABLE `walks` (
	`name` text PRIMARY KEY NOT NULL,
	`began_at` integer NOT NULL,
	`after` text,
	`up_to` text,
	`step` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `marks` (`name`, `value`) VALUES ('schema', 6);
