"""What a person says about a task: receipt, reason for lateness, requests for extension and exemption."""
