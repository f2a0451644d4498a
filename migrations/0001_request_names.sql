-- A request that sets a password finds its own change again by its name, not by the hash it wrote.
ALTER TABLE `users` ADD `changed_by` text;