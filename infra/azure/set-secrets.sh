#!/usr/bin/env sh
# Sets the secrets of the vault that are missing, and never replaces one: with another encryption key no stored bank detail could be read.
# `azd up` runs this after it has created the resources. Needs the Azure CLI, signed in, and openssl.
set -eu
: "${VAULT_NAME:?is set by azd; without azd, give the name of the vault}"
: "${FUNCTION_APP_NAME:?is set by azd; without azd, give the name of the function app}"
: "${AZURE_RESOURCE_GROUP:?is set by azd; without azd, give the name of the resource group}"

# Read once and outside of a condition, so that a failure ends the script and nothing is replaced. A new role takes minutes to apply.
attempt=1
until names=$(az keyvault secret list --vault-name "$VAULT_NAME" --query "[].name" --output tsv); do
  [ "$attempt" -lt 20 ] || exit 1
  attempt=$((attempt + 1))
  sleep 15
done
# On Windows the Azure CLI ends lines with a carriage return, which would hide every secret that exists.
names=$(printf '%s\n' "$names" | tr -d '\r')

# set_missing NAME: sets a secret to what the standard input gives, unless it exists.
set_missing() {
  file=$(mktemp)
  cat > "$file"
  if printf '%s\n' "$names" | grep -qx "$1"; then
    echo "$1 is kept."
  elif [ -s "$file" ]; then
    az keyvault secret set --vault-name "$VAULT_NAME" --name "$1" --file "$file" --encoding utf-8 --output none
    echo "$1 is set."
  else
    echo "$1 is missing: az keyvault secret set --vault-name $VAULT_NAME --name $1 --value …"
  fi
  rm -f "$file"
}

openssl rand -base64 32 | tr -d '\n' | set_missing link-signing-key
openssl rand -base64 32 | tr -d '\n' | set_missing encryption-key
printf %s "${SENDGRID_API_KEY:-}" | set_missing sendgrid-api-key
[ -z "${SIGN_IN_CLIENT_SECRET:-}" ] || printf %s "$SIGN_IN_CLIENT_SECRET" | set_missing sign-in-client-secret

# References to secrets are read again: https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
app=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$FUNCTION_APP_NAME" --query id --output tsv)
app=$(printf %s "$app" | tr -d '\r')
az rest --method post --output none \
  --url "https://management.azure.com$app/config/configreferences/appsettings/refresh?api-version=2022-03-01"
