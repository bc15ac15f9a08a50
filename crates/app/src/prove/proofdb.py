"""Connections for the proofs of items that need a database server.

Every run of a proof gets a fresh empty database. Where it is stands in the
environment: INVIGIL_PROOF_MYSQL_HOST, _PORT, _USER, _PASSWORD, _DATABASE.
"""

import os

import mysql.connector


def parameters():
    """Return the keyword arguments that reach the run's own database."""
    prefix = "INVIGIL_PROOF_MYSQL_"
    found = {
        "host": os.environ[prefix + "HOST"],
        "port": int(os.environ[prefix + "PORT"]),
        "user": os.environ[prefix + "USER"],
        "password": os.environ[prefix + "PASSWORD"],
        "database": os.environ[prefix + "DATABASE"],
        # a collation that MySQL and every MariaDB know
        "charset": "utf8mb4",
        "collation": "utf8mb4_general_ci",
        "connection_timeout": 5,
    }
    if os.environ.get(prefix + "PURE"):  # "0" or "1": one of the driver's two implementations
        found["use_pure"] = os.environ[prefix + "PURE"] == "1"
    return found


def connect(**changes):
    """Open a connection; keyword arguments replace or add parameters."""
    return mysql.connector.connect(**{**parameters(), **changes})
