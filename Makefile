# Each target is one line that works by itself where make is missing; see config/bootstrap.py.
# Arguments go through: make test ARGS="tests/eligibility -k homeless"
PYTHON ?= python3

run:
	@$(PYTHON) config/bootstrap.py run $(ARGS)

test:
	@$(PYTHON) config/bootstrap.py test $(ARGS)

check:
	@$(PYTHON) config/bootstrap.py check $(ARGS)

bench:
	@$(PYTHON) config/bootstrap.py bench $(if $(ONLY),ONLY=$(ONLY)) $(ARGS)

soak:
	@$(PYTHON) config/bootstrap.py soak $(if $(ONLY),ONLY=$(ONLY)) $(ARGS)

mutants:
	@$(PYTHON) config/bootstrap.py mutants $(ARGS)

help:
	@$(PYTHON) config/bootstrap.py help

.PHONY: run test check bench soak mutants help
