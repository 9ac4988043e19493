using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AffiliateFunctions.Tests.Deployment;

/// <summary>
/// The script that sets the secrets of the vault never replaces one, whatever the Azure CLI ends its lines with. On
/// Windows these are carriage returns and line feeds.
/// </summary>
public sealed class SetSecretsTests
{
    [Theory]
    [InlineData(@"\n")]
    [InlineData(@"\r\n")]
    public async Task A_secret_that_exists_is_kept_and_a_missing_one_is_set(string end)
    {
        var output = await RunAsync(
            $$"""
            az() {
              case "$*" in
                *"secret list"*) printf 'link-signing-key{{end}}encryption-key{{end}}' ;;
                *"secret set"*) echo "called: $*" ;;
                *"functionapp show"*) printf '/sites/app{{end}}' ;;
                *) echo "called: $*" ;;
              esac
            }
            openssl() { echo random; }
            VAULT_NAME=vault FUNCTION_APP_NAME=app AZURE_RESOURCE_GROUP=group SENDGRID_API_KEY=key
            . infra/azure/set-secrets.sh
            """
        );
        Assert.Contains("link-signing-key is kept.\nencryption-key is kept.\n", output, StringComparison.Ordinal);
        var calls = output.Split('\n').Where(line => line.StartsWith("called", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, calls.Count);
        Assert.Contains("--name sendgrid-api-key", calls[0], StringComparison.Ordinal);
        Assert.Contains("/sites/app/config/", calls[1], StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string script)
    {
        var start = new ProcessStartInfo("sh", ["-c", script])
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(FolderOf(), "..", "..", "..")),
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string FolderOf([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
