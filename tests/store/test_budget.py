from tests.contracts.budget_contract import BudgetContract


class TestBudget(BudgetContract): ...
