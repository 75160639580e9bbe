"""SMS by SMSC (smsc.kz, smsc.ru)."""
