"""Files that RetailCRM exports: customers and orders."""
