"""Files that Bitrix24 exports: contacts and deals."""
