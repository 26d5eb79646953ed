"""Orders on their way to suppliers: by API, by file, by e-mail with PDF."""
