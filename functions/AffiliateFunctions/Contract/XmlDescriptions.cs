using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Reads the descriptions of types and members from the XML documentation files beside their assemblies.
/// </summary>
internal sealed partial class XmlDescriptions
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> files = [];

    /// <summary>Returns the description of a type.</summary>
    public string? Of(Type type) => Text(Find(type.Assembly, $"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>
    /// Returns the description of a member. For a positional record, this is the text of the parameter.
    /// </summary>
    public string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Text(Find(type.Assembly, $"P:{NameOf(type)}.{property.Name}")?.Element("summary"))
            ?? Text(
                Find(type.Assembly, $"T:{NameOf(type)}")
                    ?.Elements("param")
                    .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name)
            );
    }

    private XElement? Find(Assembly assembly, string member)
    {
        if (!files.TryGetValue(assembly, out var members))
        {
            files[assembly] = members = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        }

        return members.GetValueOrDefault(member);
    }

    // Assemblies of .NET have no such file beside them, and their types need no description here.
    private static Dictionary<string, XElement> Read(string path) =>
        File.Exists(path)
            ? XDocument
                .Load(path)
                .Descendants("member")
                .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
            : [];

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    // A reference to a member becomes the JSON name of the member.
    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var words = element.Nodes().Select(node => node is XElement child ? ReferenceText(child) : ((XText)node).Value);
        var text = Space().Replace(string.Concat(words), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string ReferenceText(XElement element)
    {
        var target = element.Attribute("cref")?.Value ?? element.Attribute("name")?.Value;
        return target is null
            ? element.Value
            : JsonNamingPolicy.SnakeCaseLower.ConvertName(target[(target.LastIndexOf('.') + 1)..]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
