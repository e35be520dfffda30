from tests.contracts.passages_contract import KeptContract, VectorContract, WordContract


class TestKept(KeptContract): ...


class TestWords(WordContract): ...


class TestVectors(VectorContract): ...
