# Two commands: `make run` and `make test`. Each installs what it needs first; what is done is
# not done again. Variables: PYTHON=..., GPU=cuda|vulkan|metal, WHEELHOUSE=folder, Q="a question".

export GPU WHEELHOUSE DIR Q
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
FIND = for p in $(PYTHON) python3.11 python3.12 python3.13 python3 python3.14; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done
SETUP = @python=$$($(FIND)); if [ -z "$$python" ]; then \
	echo 'Python 3.11 eller nyare behövs. Installera till exempel paketet python3.11 (och python3.11-venv).' >&2; exit 1; \
	fi; $$python -m setup

.PHONY: help run ask test lint eval bench doctor models engine-compare wheelhouse clean

help: ## visa den här hjälpen
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## installera det som saknas och starta sidan på den här datorn
	$(SETUP) run
	@$(BIN)/motesminne serve

ask: ## ställ en fråga i terminalen: make ask Q="Vad beslutades om ...?"
	@test -n "$$Q" || { echo 'Skriv frågan så här: make ask Q="Vad beslutades om ...?"' >&2; exit 2; }
	$(SETUP) run
	@$(BIN)/motesminne ask -- "$$Q"

test: ## installera det som saknas och pröva allt
	$(SETUP) test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(PYTEST)

lint: ## kodstil, typer och arkitektur, utan tester
	$(SETUP) lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: ## mät sökning och svar på exempelfrågorna (GOLD=fil CORPUS=mapp för andra)
	$(SETUP) product
	@$(BIN)/motesminne eval --gold "$(or $(GOLD),eval/data/questions.jsonl)" --corpus "$(or $(CORPUS),eval/data/minutes)"

bench: ## mät hastigheten på den här datorn
	$(SETUP) run
	@$(BIN)/motesminne bench

doctor: ## kontrollera installationen
	$(SETUP) packages
	@$(BIN)/motesminne doctor

models: ## hämta och kontrollera modellerna
	$(SETUP) models
	@$(BIN)/motesminne models list

engine-compare: ## bygg alla varianter av språkmotorn, mät dem och behåll den snabbaste
	$(SETUP) engine-compare

wheelhouse: ## fyll en mapp för installation utan nät: make wheelhouse DIR=mapp
	$(SETUP) wheelhouse

clean: ## ta bort miljö och byggen (modeller och protokoll lämnas i fred)
	rm -rf .venv .setup build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
