using System.Text;

namespace Affiliate.Domain.Imports;

/// <summary>Compares the names of columns without regard to case, spaces and punctuation.</summary>
public static class HeaderName
{
    /// <summary>
    /// Returns the form in which names are compared: <c>first_name</c> for <c>First Name</c>, <c>first-name</c> and
    /// <c>"First name:"</c>.
    /// </summary>
    public static string Normal(string name)
    {
        var normal = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
            {
                normal.Append(char.ToLowerInvariant(letter));
            }
            else if (normal.Length > 0 && normal[^1] != '_')
            {
                normal.Append('_');
            }
        }

        return normal.ToString().TrimEnd('_');
    }
}
