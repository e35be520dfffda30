from tests.contracts.ledger_contract import AdmissionContract, LedgerContract


class TestLedger(LedgerContract): ...


class TestAdmissions(AdmissionContract): ...
