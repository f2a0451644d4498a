-- Accounts get a second step, passkeys and sign-in by mail; sessions say what was proven and where they were
-- opened. Sessions of before count as opened by password.
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
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_by_user` ON `passkeys` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `passkeys_removed` ON `passkeys` (`removed_at`) WHERE "passkeys"."removed_at" is not null;--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`mac` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	`removed_at` integer
);
--> statement-breakpoint
CREATE INDEX `recovery_codes_by_user` ON `recovery_codes` (`user_id`);--> statement-breakpoint
CREATE INDEX `recovery_codes_removed` ON `recovery_codes` (`removed_at`) WHERE "recovery_codes"."removed_at" is not null;--> statement-breakpoint
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
);
--> statement-breakpoint
CREATE INDEX `totp_by_user` ON `totp` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `totp_unconfirmed` ON `totp` (`created_at`) WHERE "totp"."confirmed_at" is null;--> statement-breakpoint
CREATE INDEX `totp_removed` ON `totp` (`removed_at`) WHERE "totp"."removed_at" is not null;--> statement-breakpoint
ALTER TABLE `challenges` ADD `since` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `auth_methods` text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `methods` text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `second_step` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `passkey_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `auth_passkey_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `began_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `device` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `country` text;--> statement-breakpoint
ALTER TABLE `users` ADD `webauthn_handle` text;--> statement-breakpoint
ALTER TABLE `users` ADD `second_step_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `mail_sign_in_off_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `recovered_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `reclaimed_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `deletes_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `second_step_reset_asked_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `second_step_resets_at` integer;--> statement-breakpoint
CREATE INDEX `users_to_erase` ON `users` (`deletes_at`) WHERE "users"."deletes_at" is not null;--> statement-breakpoint
CREATE INDEX `users_whose_second_step_resets` ON `users` (`second_step_reset_asked_at`) WHERE "users"."second_step_reset_asked_at" is not null;--> statement-breakpoint
UPDATE `sessions` SET `began_at` = `auth_time`;--> statement-breakpoint
UPDATE `marks` SET `value` = 3 WHERE `name` = 'schema';
